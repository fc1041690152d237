"""GET one assignment, as the service answers it: token check, row-level security, one transaction.

The statements are the service's own, told by the environment variable BESIDE.
"""

import base64
import hashlib
import json
import os
from contextlib import asynccontextmanager
from datetime import datetime, timezone

import asyncpg
from fastapi import FastAPI, Header, HTTPException

TOLD = json.load(open(os.environ["BESIDE"]))


def literal(value):
    return None if value == "NULL" else value[1:-1].replace("''", "'")


def bound(statement, names, types):
    """asyncpg wants values of the parameters' types."""
    found = []
    for value, kind in zip(statement["values"], types):
        text = names[value["name"]] if isinstance(value, dict) else literal(value)
        found.append(CONVERT.get(kind, lambda text: text)(text) if text is not None else None)
    return found


def instant(text):
    return datetime.fromisoformat(text.replace("+00", "+00:00"))


CONVERT = {
    "timestamptz": instant, "bytea": lambda text: bytes.fromhex(text[2:]), "int4": int,
    "int8": int, "bool": lambda text: text == "t",
}


@asynccontextmanager
async def life(app):
    app.pool = await asyncpg.create_pool(
        host=TOLD["socket"], user="peerspective_service", database="peerspective",
        min_size=8, max_size=8)
    async with app.pool.acquire() as connection:
        for name in ("settings", "token", "assignment"):
            prepared = await connection.prepare(TOLD[name]["text"])
            TOLD[name]["types"] = [p.name for p in prepared.get_parameters()]
    yield
    await app.pool.close()


app = FastAPI(lifespan=life)


async def run(connection, name, names):
    statement = TOLD[name]
    return await connection.fetchrow(
        statement["text"], *bound(statement, names, statement["types"]))


def zulu(at):
    return at and at.astimezone(timezone.utc).isoformat().replace("+00:00", "Z")


@app.get("/api/v1/assignments/{assignment}")
async def show(assignment: str, authorization: str = Header("")):
    try:
        bits = authorization.removeprefix("Bearer ").split("_", 2)[2]
        bits = base64.urlsafe_b64decode(bits + "=" * (-len(bits) % 4))
    except (IndexError, ValueError):
        raise HTTPException(401)
    names = {"digest": "\\x" + hashlib.sha256(bits).hexdigest(), "assignment": assignment}
    async with app.pool.acquire() as connection, connection.transaction():
        await run(connection, "settings", names)
        caller = await run(connection, "token", names)
        if caller is None:
            raise HTTPException(401)
        names["person"] = str(caller["person_id"])
        row = await run(connection, "assignment", names)
    if row is None or not row["actor_owns"]:
        raise HTTPException(404)
    return body(row)


def body(row):
    """Without what is null: this is the learner's own, with nothing released."""
    found = {
        "id": str(row["id"]), "offering_id": str(row["offering_id"]),
        "offering_title": row["offering_title"], "zone": row["zone"],
        "exploration_id": str(row["exploration_id"]),
        "exploration_title": row["exploration_title"], "prompt": row["prompt"],
        "opens_at": zulu(row["opens_at"]), "due_at": zulu(row["due_at"]),
        "closes_at": zulu(row["closes_at"]), "words_least": row["words_least"],
        "words_most": row["words_most"], "state": row["state"],
        "submissions": row["submissions"], "is_late": row["late_submission"],
        "extensions": json.loads(row["extensions"] or "[]"),
    }
    return {name: value for name, value in found.items() if value is not None}
