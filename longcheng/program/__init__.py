"""The program itself: settings, the supervisor, the three programs it runs and the commands of `./city`."""
