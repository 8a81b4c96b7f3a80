"""A search for a planted reporter, through everything that leaves the bot or stays with it (F27, M21, M43).

``python -m tests.secrecy --steps 500 --seed 1`` plays a random run of reports, decisions, appeals, questions,
erasures and restarts on the simulated Discord, then looks for the reporter's name, account and words in every
request that went out, every line of the log, the journal and the bytes of the database file with its WAL. The
last line is ``leaks 0``, or the leaks are listed and the exit status is 1.
"""
