"""Reading SQL just far enough: parameters for PostgreSQL, statements for migrations."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import StatementRefused
from bot.storage.params import for_postgres, many_for_postgres, statements
from bot.storage.port import Value


def test_parameters_are_numbered_in_order_of_appearance_and_typed() -> None:
    sql = "SELECT :b, :a, :b FROM t WHERE x IS :none AND y = :c AND z = :d"
    text, values = for_postgres(sql, {"a": 1, "b": "x", "c": 0.5, "d": b"", "none": None, "unused": 9})
    assert text == (
        "SELECT $1::text, $2::bigint, $1::text FROM t WHERE x IS NULL AND y = $3::double precision"
        " AND z = $4::bytea"
    )
    assert values == ["x", 1, 0.5, b""]


@pytest.mark.parametrize(
    "opaque",
    [
        "'12:30 :a'",
        "'it''s :a'",
        '"a:a"',
        "-- :a\n",
        "/* :a\n ; */",
        "$$ :a; $$",
        "$body$ :a $$ ; $body$",
        "x::a",
        "'::' ",
    ],
)
def test_colons_elsewhere_are_left_alone(opaque: str) -> None:
    assert for_postgres(f"{opaque} = :b", {"b": 1}) == (f"{opaque} = $1::bigint", [1])


def test_casts_may_follow_a_parameter() -> None:
    assert for_postgres("SELECT :a::text", {"a": 1}) == ("SELECT $1::bigint::text", [1])


def test_rows_of_several_kinds_share_one_text() -> None:
    rows: list[dict[str, Value]] = [{"a": None, "b": 1, "c": None}, {"a": "x", "b": 1.5, "c": None}]
    text, values = many_for_postgres("VALUES (:a, :b, :c)", rows)
    assert text == "VALUES ($1::text, $2::double precision, NULL)"
    assert values == [[None, 1], ["x", 1.5]]
    with pytest.raises(StatementRefused, match="several types for :a"):
        many_for_postgres("VALUES (:a)", [{"a": 1}, {"a": "x"}])


@pytest.mark.parametrize("text", ["SELECT 'open", 'SELECT "open', "SELECT 1 /* open"])
def test_what_is_opened_must_be_closed(text: str) -> None:
    with pytest.raises(StatementRefused, match="opened on line 2 has no end"):
        statements("SELECT 1;\n" + text)


def test_scripts_split_at_semicolons_that_end_a_statement() -> None:
    trigger = """CREATE TRIGGER t AFTER UPDATE ON a BEGIN
        SELECT CASE WHEN NEW.x = ';' THEN RAISE(ABORT, 'no; never') END;
        UPDATE b SET y = CASE x WHEN 1 THEN 2 ELSE 3 END; -- end;
    END"""
    function = "CREATE FUNCTION f() RETURNS trigger AS $$ BEGIN RETURN NEW; END; $$ LANGUAGE plpgsql"
    plain = "CREATE TRIGGER u AFTER UPDATE ON a FOR EACH ROW EXECUTE FUNCTION f()"
    table = "CREATE TABLE a (x TEXT DEFAULT ';', \"end\" BIGINT /* ; */)"
    parts = [table, trigger, function, plain, "SELECT 1"]
    assert statements("-- only a comment\n;;" + ";\n".join(parts) + " ; -- the end;\n") == parts


@given(
    st.lists(st.sampled_from(["SELECT 1", "INSERT INTO t VALUES (';')", 'DROP TABLE ";"', "SELECT $$;$$"]))
)
def test_splitting_undoes_joining(parts: list[str]) -> None:
    assert statements(" ;\n".join(parts)) == parts
