"""Signing in 登录: passwords, passkeys, one-time codes, sessions, limits that lock nobody out, recovery 账号恢复."""
