"""What must never be: two appointments that take the same practitioner's time."""

OVERLAPS = """
    WITH taken AS (
        SELECT id, practitioner_id, tstzrange(taken_from, taken_until) AS during FROM appointment
        WHERE state IN ('held', 'booked', 'arrived', 'completed'))
    SELECT count(*) FROM taken AS one JOIN taken AS other
    ON one.id < other.id AND one.practitioner_id = other.practitioner_id AND one.during && other.during
"""
