"""OpenID provider 统一身份认证: programs of others sign people in, as far as each person agrees."""
