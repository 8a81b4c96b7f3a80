"""The text model of our own: a cheap gate, a linear model and a small transformer, all off the core's path.

What runs in the bot (``text``, ``gate``, ``linear``, ``encoder``, ``batcher``) needs numpy and onnxruntime;
what trains (``train*``) needs torch and is imported only by its own command.
"""
