"""Intake as it is: the tests give its officers' commands over HTTP."""

from services.intake.main import main

if __name__ == "__main__":
    main()
