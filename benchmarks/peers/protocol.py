"""The worker's side of the conversation with the Java runner.

One JSON object per line: {"op": name, ...} in, {"ok": true, ...} or {"error": text} out. Operations are functions that take
the request's other fields by name and return a dictionary. Whatever else is printed goes to standard error.
"""

import json
import os
import sys
import traceback


def serve(operations):
    replies = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    for line in sys.stdin:
        try:
            arguments = json.loads(line)
            reply = {"ok": True, **operations[arguments.pop("op")](**arguments)}
        except Exception as error:
            traceback.print_exc()
            reply = {"error": f"{type(error).__name__}: {error}"}
        replies.write(json.dumps(reply) + "\n")
        replies.flush()


def versions(*names):
    found = {"python": sys.version.split()[0]}
    for name in names:
        found[name] = str(__import__(name).__version__)
    return {"versions": found}
