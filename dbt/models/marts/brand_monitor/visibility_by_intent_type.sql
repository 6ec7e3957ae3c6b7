{{ visibility_by(["intent_type"]) }}
