package dev.sallyport.classify.detect;

import java.util.Locale;
import org.apache.commons.validator.routines.InetAddressValidator;

/** Addresses of IPv4 and IPv6. Those that mean no host of the internet are of the form, and nobody's. */
final class IpAddresses {

    private static final InetAddressValidator ADDRESSES = InetAddressValidator.getInstance();

    private IpAddresses() {}

    static Verdict judge(String value) {
        if (ADDRESSES.isValidInet4Address(value)) {
            return Verdict.of(!special4(value));
        }
        // A prefix length or zone is no part of a host's address.
        boolean six = value.indexOf(':') >= 0
                && value.indexOf('/') < 0
                && value.indexOf('%') < 0
                && ADDRESSES.isValidInet6Address(value);
        return six ? Verdict.of(!special6(value)) : Verdict.NO;
    }

    /** This host, private, loopback, link-local, multicast and reserved (RFC 6890, "Summary of IPv4 ... Registry"). */
    private static boolean special4(String value) {
        String[] parts = value.split("\\.", -1);
        int first = Integer.parseInt(parts[0]);
        int second = Integer.parseInt(parts[1]);
        return first == 0
                || first == 10
                || first == 127
                || first >= 224
                || (first == 172 && second >= 16 && second < 32)
                || (first == 192 && second == 168)
                || (first == 169 && second == 254);
    }

    /** Unspecified, loopback, unique local, link-local and multicast (RFC 4291, "IPv6 Addressing"; RFC 4193). */
    private static boolean special6(String value) {
        String low = value.toLowerCase(Locale.ROOT);
        return low.equals("::")
                || low.equals("::1")
                || low.startsWith("fc")
                || low.startsWith("fd")
                || low.startsWith("fe8")
                || low.startsWith("ff");
    }
}
