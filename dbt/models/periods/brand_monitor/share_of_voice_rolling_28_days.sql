{{ share_of_voice_over(rolling_periods(28)) }}
