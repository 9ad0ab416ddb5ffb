"""What is measured in the grown clinic, by who looks at it: each page's address.

A name in braces stands for what `sought` gives. Where a small clinic cannot fill a page, the row is the last one of its
kind, which both can fill as far.
"""

from clinic.intake.models import State
from clinic.staff.models import Role
from clinic.triage.queries import View

QUEUE = {
    **{f"Queue: {view}": f"/staff/?view={view}" for view in View},
    "Queue: all, the second page": "{second_page}",
    **{f"Filter: {state}": f"/staff/?view=all&state={state}" for state in State},
    "Filter: soon": "/staff/?view=all&priority=soon",
    "Filter: prompt": "/staff/?view=all&priority=prompt",
    "Filter: emergency, the last page": "/staff/?view=all&priority=emergency&{last_emergencies}",
    "Filter: mine": "/staff/?view=all&assignee={me}",
    "Filter: nobody's": "/staff/?view=all&assignee=nobody",
    "Filter: sent in 24 hours": "/staff/?view=all&sent=day",
    "Filter: sent in 30 days": "/staff/?view=all&sent=month",
    "Filter: lives in Wales": "/staff/?view=all&region=wales",
    "Filter: about a treatment": "/staff/?view=all&subject=prp-hair-treatment",
    "Filter: waiting, in Wales": "/staff/?region=wales",
    "Filter: waiting, about a treatment": "/staff/?subject=prp-hair-treatment",
    "News: to answer": "/staff/news/?since={since}",
    "News: all": "/staff/news/?view=all&since={since}",
    "News: they wrote": "/staff/news/?view=answered&since={since}",
}
REQUESTS = {
    "Search: reference": "/staff/?q={reference}",
    "Search: full name": "/staff/?q={name}",
    "Search: beginning of a second name": "/staff/?q={beginning_of_name}",
    "Search: email": "/staff/?q={email}",
    "Search: beginning of an email": "/staff/?q={beginning_of_email}",
    "Search: telephone": "/staff/?q={phone}",
    "Search: what finds nothing": "/staff/?q=xyzzy",
    "One request": "/staff/intakes/{reference}/",
    "One request with a long story": "/staff/intakes/{long_story}/",
}
EMAILS = {
    "Emails": "/staff/notifications/",
    "Emails: older": "{older_emails}",
    "Emails: not sent yet": "/staff/notifications/?state=owed",
    "Emails: sent": "/staff/notifications/?state=sent",
    "Emails: failed": "/staff/notifications/?state=failed",
    "Emails: withheld": "/staff/notifications/?state=withheld",
    "Emails: received": "/staff/notifications/?kind=intake.received",
    "Emails: received, failed, the last page": "/staff/notifications/?kind=intake.received&state=failed&{last_failed}",
    "Emails: an email failed": "/staff/notifications/?kind=staff.email_failed",
    "One email": "/staff/notifications/{email_id}/",
}
INSIGHTS = {
    "Insights": "/staff/insights/",
    "Insights: everything": "/staff/insights/?range=all",
    "Insights: a plot": "/staff/insights/requests.svg?size=wide",
    "Insights: a plot of everything": "/staff/insights/requests.svg?size=wide&range=all",
}
TRAIL = {
    "Audit trail": "/staff/settings/audit/",
    "Audit trail: older": "{older_trail}",
    "Audit trail: the last page": "/staff/settings/audit/?{last_trail}",
    "Audit trail: of a person": "/staff/settings/audit/?who=staff:{me}",
    "Audit trail: a deed": "/staff/settings/audit/?what=intake+booked",
    "Audit trail: a deed of a person": "/staff/settings/audit/?what=intake+booked&who=staff:{me}",
    "Audit trail: some days": "/staff/settings/audit/?since={first_day}&until={last_day}",
    "Audit trail: of one request": "/staff/settings/audit/?q={reference}",
}
ROWS = {Role.clinician: {**QUEUE, **REQUESTS, **EMAILS, **INSIGHTS}, Role.administrator: TRAIL}
