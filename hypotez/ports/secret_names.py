"""Names of files and folders that hold secrets: never sent, never archived, whoever asks.

The table knows names, not contents. A pattern is compared without regard to case with each part of a name, so a
folder's pattern covers all that is in it; copies that editors make of a secret ("hypotez.toml~", ".env.bak") are
secret too. Owners add patterns of their own: [files] secrets in the config.
"""

import re
from collections.abc import Iterable
from fnmatch import translate

__all__ = ["SECRET_NAMES", "SecretNames"]

SECRET_NAMES: tuple[str, ...] = (
    # ours: the configuration, the database, what is not finished
    "hypotez*.toml", "hypotez.db*", "hypotez.sqlite*", "*.hypotez-part",
    # environments and their managers
    ".env*", "env", "*.env", "*.env.*", ".direnv", ".flaskenv", "local.settings.json",
    # keys and certificates with keys
    "*.pem", "*.key", "*.p8", "*.p12", "*.pfx", "*.pk8", "*.ppk", "*.jks", "*.keystore", "*.kdb", "*.kdbx", "*.agekey",
    "*.gpg", "*.asc", "*.pgp", "key.json", "keys.json", "*[-_]key.json", "private[-_ ]key*", "privatekey*",
    "id_rsa*", "id_dsa*", "id_ecdsa*", "id_ed25519*", "*_rsa", "*_ed25519", "ssh_host_*", "authorized_keys*",
    "secring.*", "wallet.dat", "*.ovpn",
    # folders of tools that keep secrets, and of version control (its history and its config hold them)
    ".ssh", ".gnupg", ".password-store", ".aws", ".azure", ".gcloud", ".kube", ".docker", ".git", ".hg", ".svn",
    # files of tools that keep secrets
    ".netrc", "_netrc", ".pgpass", "pgpass.conf", ".my.cnf", ".npmrc", ".pypirc", ".yarnrc*", ".git-credentials",
    ".gitconfig", ".htpasswd", ".dockercfg", ".dockerconfigjson", ".vault-token", ".terraformrc", "*.tfstate",
    "*.tfvars", "wp-config.php", ".*_history", ".boto", ".s3cfg", "rclone.conf", ".wgetrc", ".curlrc",
    "kubeconfig", "kubeconfig.*", "*.kubeconfig", "auth.json", "auth.toml", "shadow", "shadow-", "gshadow", "gshadow-",
    # the sessions of browsers and downloaders
    "cookies", "cookies.txt", "cookies.json", "cookies.sqlite*", "*[-_.]cookies.txt",
    # by what they are called
    "credentials", "credentials.*", "*credentials*.json", "client_secret*.json", "service?account*.json",
    "token", "token.*", "token[0-9]*", "tokens", "tokens.*", "tokens[0-9]*", "*[-_ ]token", "*[-_ ]token.*", "*.token",
    "*secret", "*secret.*", "*secret[0-9]*", "*secrets", "*secrets.*", "*secrets[0-9]*", "secret[-_ ]key*",
    "*password", "*password.*", "*password[0-9]*", "*passwords", "*passwords.*", "*passwords[0-9]*", "*.passwd",
    "api[-_ ]key*", "apikey*",
)  # fmt: skip
_COPY = re.compile(r"(~|\.(bak|backup|old|orig|save|saved|copy|tmp|swp|swo|swx|dist|rej|[0-9]{1,3}))$")


class SecretNames:
    """The table, with an owner's own patterns added."""

    def __init__(self, more: Iterable[str] = ()) -> None:
        patterns = (*SECRET_NAMES, *more)
        self._matches = re.compile("|".join(translate(pattern.casefold()) for pattern in patterns)).match

    def __contains__(self, part: object) -> bool:
        """Whether one part of a name, without slashes, is a secret's."""
        name = str(part).casefold()
        while True:
            # an editor's swap file of "x" is ".x.swp"
            if self._matches(name) or self._matches(name.removeprefix(".")):
                return True
            shorter = _COPY.sub("", name)
            if shorter == name:
                return False
            name = shorter
