@echo off
rem The sluice command of an installed Sluice: the app's own program, without a window (main/desktop/command-mode.ts).
rem cmd.exe waits for a program with windows only inside a file like this one.
"%~dp0..\..\Sluice.exe" --sluice-cli -- %*
exit /b %errorlevel%
