{{ share_of_voice_over(calendar_periods("month")) }}
