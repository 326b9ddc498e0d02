package dev.sallyport.classify.detect;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Pattern;

/** Keys, tokens and password hashes whose form tells what they are. */
final class Secrets {

    /** Prefixes that issuers publish so that leaked keys can be found. */
    private static final String KEYS = String.join(
            "|",
            "(?:AKIA|ASIA)[A-Z0-9]{16}", // Amazon Web Services
            "gh[pousr]_[A-Za-z0-9]{36,}", // GitHub
            "github_pat_[A-Za-z0-9_]{22,}",
            "glpat-[A-Za-z0-9_-]{20,}", // GitLab
            "xox[abeprs]-[A-Za-z0-9-]{10,}", // Slack
            "xapp-\\d-[A-Za-z0-9-]{10,}",
            "(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{16,}", // Stripe
            "whsec_[A-Za-z0-9+/=]{24,}",
            "sk-(?:ant-|proj-)?[A-Za-z0-9_-]{20,}", // Anthropic, OpenAI
            "AIza[A-Za-z0-9_-]{35}", // Google
            "ya29\\.[A-Za-z0-9_-]{20,}",
            "SG\\.[A-Za-z0-9_-]{16,}\\.[A-Za-z0-9_-]{16,}", // SendGrid
            "npm_[A-Za-z0-9]{36}",
            "pypi-[A-Za-z0-9_-]{16,}",
            "hf_[A-Za-z0-9]{30,}", // Hugging Face
            "dop_v1_[a-f0-9]{64}", // DigitalOcean
            "shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}", // Shopify
            "hv[sb]\\.[A-Za-z0-9_-]{24,}"); // Vault

    private static final Pattern KEY = Pattern.compile(KEYS);
    private static final Pattern KEY_WITHIN = Pattern.compile("(?<![A-Za-z0-9_-])(?:" + KEYS + ")");
    private static final Pattern PRIVATE_KEY =
            Pattern.compile("-----BEGIN (?:[A-Z0-9]+ ){0,2}PRIVATE KEY(?: BLOCK)?-----");

    /** crypt(3) and modular crypt formats, RFC 5803 (SCRAM), RFC 2307 (userPassword), and those of frameworks. */
    private static final Pattern PASSWORD_HASH = Pattern.compile(String.join(
            "|",
            "\\$2[abxy]?\\$\\d\\d\\$[./A-Za-z0-9]{53}",
            "\\$argon2(?:id|i|d)\\$.+\\$.+",
            "SCRAM-SHA-(?:1|256|512)\\$\\d+:.+",
            "\\$(?:1|apr1|5|6|y|gy|7|scrypt)\\$[^$]{1,64}\\$.+",
            "\\$pbkdf2(?:-sha\\d+)?\\$.+",
            "pbkdf2_sha\\d+\\$\\d+\\$.+",
            "(?:bcrypt|argon2|scrypt)(?:_sha256)?\\$.+",
            "\\{(?:S?SHA(?:256|512)?|S?MD5|CRYPT|bcrypt|pbkdf2|argon2)}.{16,}",
            "\\$[PH]\\$[./A-Za-z0-9]{31}",
            "md5[a-f0-9]{32}"));

    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_+/=.-]{20,}");
    private static final Pattern UUID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    /** Bits for each character of a token; words of a language have fewer, and so have short texts of any kind. */
    private static final double LEAST_ENTROPY = 3.0;

    private static final int MOST_LABEL_CHARACTERS = 12;

    private Secrets() {}

    static Verdict key(String value) {
        return jwt(value) == Verdict.VALID || KEY.matcher(value).matches() ? Verdict.VALID : Verdict.NO;
    }

    static Verdict keyWithin(String text) {
        return KEY_WITHIN.matcher(text).find() ? Verdict.VALID : Verdict.NO;
    }

    static Verdict privateKey(String value) {
        return PRIVATE_KEY.matcher(value).find() ? Verdict.VALID : Verdict.NO;
    }

    static Verdict passwordHash(String value) {
        return PASSWORD_HASH.matcher(value).matches() ? Verdict.VALID : Verdict.NO;
    }

    /** A long text without blanks in which characters are as by chance. Hashes of contents are such, too. */
    static Verdict token(String value) {
        boolean uuid = UUID.matcher(value).matches();
        return uuid || (TOKEN.matcher(value).matches() && !Digits.all(value) && entropy(value) >= LEAST_ENTROPY)
                ? Verdict.VALID
                : Verdict.NO;
    }

    /** A random token of capitals, small letters and digits: hashes and ids are mostly written in one case. */
    static Verdict mixedToken(String value) {
        boolean mixed = value.chars().anyMatch(c -> c >= 'A' && c <= 'Z')
                && value.chars().anyMatch(c -> c >= 'a' && c <= 'z')
                && value.chars().anyMatch(Digits::is);
        return mixed && value.length() >= 32 && labels(value) && token(value) == Verdict.VALID
                ? Verdict.VALID
                : Verdict.NO;
    }

    /** Whether it is made of one long run rather than of the short words of a path, host name or slug. */
    private static boolean labels(String value) {
        for (String label : value.split("[./_-]", -1)) {
            if (label.length() > MOST_LABEL_CHARACTERS) {
                return true;
            }
        }
        return false;
    }

    /**
     * A JSON Web Token (RFC 7519, "JSON Web Token (JWT) Overview"; RFC 7515, "JOSE Header"): the header names its
     * algorithm. The rest may have been cut off.
     */
    private static Verdict jwt(String value) {
        int dot = value.indexOf('.');
        if (!value.startsWith("ey") || dot < 0) {
            return Verdict.NO;
        }
        try {
            String header = new String(Base64.getUrlDecoder().decode(value.substring(0, dot)), StandardCharsets.UTF_8);
            return header.startsWith("{") && header.contains("\"alg\"") ? Verdict.VALID : Verdict.NO;
        } catch (IllegalArgumentException notBase64) {
            return Verdict.NO;
        }
    }

    /** Shannon's entropy of the characters, in bits. */
    private static double entropy(String value) {
        int[] counts = new int[128];
        value.chars().forEach(c -> counts[c & 127]++);
        double bits = 0;
        for (int count : counts) {
            if (count > 0) {
                double share = (double) count / value.length();
                bits -= share * Math.log(share) / Math.log(2);
            }
        }
        return bits;
    }
}
