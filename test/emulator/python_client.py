"""Talks to the emulator through Twilio's library for Python; prints what it saw as JSON."""
import json
import sys

from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

url, account_sid, auth_token, workspace_sid, activity_sid = sys.argv[1:]
client = Client(account_sid, auth_token)
client.taskrouter.base_url = url
workspace = client.taskrouter.v1.workspaces(workspace_sid)
seen = {}

workers = {worker.friendly_name: worker.sid for worker in workspace.workers.list()}
seen["workers"] = sorted(workers)
task = workspace.tasks.create(attributes=json.dumps({"worker": "alice", "call_sid": "CA" + "0" * 32}))
seen["task"] = [task.assignment_status, task.priority]
offers = workspace.workers(workers["alice"]).reservations
reservation = next(one for one in offers.list(reservation_status="pending") if one.task_sid == task.sid)
ringing = offers(reservation.sid).update(
    instruction="conference",
    from_="+15551230000",
    end_conference_on_exit=True,
    status_callback_event=["ringing", "answered"],
    if_match='"0"',
)
seen["instructed"] = ringing.reservation_status

other = workspace.tasks.create(attributes=json.dumps({"worker": "bob"}))
theirs = workspace.tasks(other.sid).reservations
sid = theirs.list()[0].sid
seen["accepted"] = theirs(sid).update(reservation_status="accepted").reservation_status
try:
    theirs(sid).update(reservation_status="accepted")
except TwilioRestException as refused:
    seen["refused"] = [refused.status, refused.code, refused.msg.replace(sid, "WR")]
try:
    theirs(sid).update(reservation_status="completed", if_match="7")
except TwilioRestException as refused:
    seen["stale"] = [refused.status, refused.code]

for count in range(7):
    workspace.tasks.create(attributes=json.dumps({"worker": "alice"}))
seen["paged"] = len(offers.list(page_size=3))
seen["moved"] = workspace.workers(workers["bob"]).update(activity_sid=activity_sid).activity_name
seen["deleted"] = workspace.tasks(other.sid).delete()
print(json.dumps(seen))
