"""AWS's permissions: what a call asks for, and whether the policies grant it.

``documents``, ``patterns``, ``conditions``, ``principals`` and ``evaluation`` know policies and nothing of
moto. ``needs`` says what a call asks for; ``account`` reads the policies that moto holds; ``questions`` puts
questions that no call asks; ``credentials`` hands a role's session to whoever plays the task.

Not covered: organisation and session policies, and callers or resources of other accounts.
"""
