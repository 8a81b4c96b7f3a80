"""The fault harness: the real bot as a process, on a small Discord that misbehaves on purpose.

The server lives in the process of the test and outlives every kill of the bot. simcord shows what people see;
this harness shows what it can't: networking, retries, resumes, crashes.
"""
