{{ visibility_by(["icp_id", "icp_name"]) }}
