"""`nacre bench`: how fast this machine plays, sends and draws."""
