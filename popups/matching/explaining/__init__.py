"""Why a plan is as it is, and what would change it: codes and numbers; the sentences are made where they are shown.

`standing` is the plan that is asked, `asked` the hard rules one by one, `placed` why somebody is where they are, `displaced` why not there,
`remedies` what an applicant could change, `stretches` who could fill an empty time and what an owner could change, `certificate` what
would still better the plan and who is passed over, `contention` where many ask for the same weeks. Changes are judged before they are told.
"""
