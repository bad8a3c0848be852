"""The review bench: recorded sessions in a browser on this machine, to hear, judge and rate.

shelf.py knows the sessions, facts.py what a page is told of one, web.py who may ask; read that
first. Nothing here plays a scene.
"""
