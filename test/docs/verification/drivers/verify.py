"""Arguments: the folder with one module for each dialect, the file with the cases."""

import importlib
import inspect
import json
import sys
from email.message import Message

sys.path.insert(0, sys.argv[1])
answers = []
for case in json.load(open(sys.argv[2], encoding="utf-8")):
    verify = importlib.import_module(case["dialect"].replace("-", "_")).verify
    headers = Message()
    for name, value in case["headers"].items():
        headers[name] = value
    url = [case["url"]] if "url" in inspect.signature(verify).parameters else []
    answers.append(verify(case["body"].encode(), headers, case["secret"], *url))
print(json.dumps(answers))
