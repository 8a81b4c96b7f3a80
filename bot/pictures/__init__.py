"""Pictures that strangers hand in, dealt with in processes of their own: strict bounds, and no secrets there.

What a picture file holds is decoded by libraries written in C, and a small file can unfold into gigabytes.
So no picture is ever decoded in the bot's own process: a child gets the bytes, an empty environment, and
limits of memory and time that the system enforces.
"""
