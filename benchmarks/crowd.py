"""Accounts for synthetic residents: whoever lives in the city has none until they sign up."""

import psycopg

from benchmarks.running_city import RunningCity

# Matched as a counter matches them, in one statement, for a bench asks for tens of thousands.
_GIVE = """
WITH chosen AS (
    SELECT id, 'resident-' || lpad((row_number() OVER (ORDER BY id))::text, 7, '0') AS username
    FROM population_person
    WHERE account_id IS NULL AND death_date IS NULL AND merged_into_id IS NULL AND division_code LIKE %s
    ORDER BY id LIMIT %s
), made AS (
    INSERT INTO access_account (username, password, kind, display_name, is_active, created_at)
    SELECT username, '!', 'resident', username, true, now() FROM chosen RETURNING id, username
)
UPDATE population_person SET account_id = made.id FROM chosen JOIN made USING (username)
WHERE population_person.id = chosen.id
"""


def give_accounts(city: RunningCity, count: int, *, area_code: str = "") -> int:
    """Give so many residents of a division an account to which nobody can sign in; returns how many there were."""
    with psycopg.connect(city.home.database_url()) as database:
        return database.execute(_GIVE, [f"{area_code}%", count]).rowcount
