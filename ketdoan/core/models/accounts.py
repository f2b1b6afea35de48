"""Accounts: who may sign in. What an account may do comes from its person's posts (module units)."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower


class AccountManager(BaseUserManager["Account"]):
    """Makes accounts. There is no superuser: administration is a post, opened for a time and a reason."""

    def create_user(self, username: str, email: str = "", password: str | None = None, **extra: Any) -> "Account":
        """A new account; without a password it can be used only after an invitation link sets one."""
        account = self.model(username=username.strip().lower(), email=self.normalize_email(email), **extra)
        account.set_password(password)
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser):
    """Somebody or something that signs in."""

    username = models.CharField("tên đăng nhập", max_length=60, unique=True)
    email = models.EmailField("thư điện tử", blank=True)
    is_active = models.BooleanField("còn dùng", default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = AccountManager()
    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="account_email", condition=~models.Q(email=""))]

    def __str__(self) -> str:
        return self.username
