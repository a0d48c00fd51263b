"""The four platforms 四平台: exchange, security, infrastructure and cloud."""
