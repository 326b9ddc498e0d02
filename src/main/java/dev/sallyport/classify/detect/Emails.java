package dev.sallyport.classify.detect;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.validator.routines.DomainValidator;
import org.apache.commons.validator.routines.EmailValidator;

/** E-mail addresses (RFC 5322, "Addr-Spec Specification") at domains whose last label exists or is for tests (RFC 2606). */
final class Emails {

    private static final Pattern FORM = Pattern.compile("[^\\s@<>()]{1,64}@[^\\s@<>()]+\\.[^\\s@<>().]{2,}");
    private static final Pattern WITHIN = Pattern.compile("[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(?:\\.[A-Za-z0-9-]+)*");

    private static final EmailValidator ADDRESSES = new EmailValidator(
            false,
            false,
            DomainValidator.getInstance(
                    false, List.of(new DomainValidator.Item(DomainValidator.ArrayType.GENERIC_PLUS, new String[] {
                        "corp", "example", "internal", "invalid", "lan", "local", "test"
                    }))));

    private Emails() {}

    static Verdict judge(String value) {
        return FORM.matcher(value).matches() ? Verdict.of(ADDRESSES.isValid(value)) : Verdict.NO;
    }

    static Verdict within(String text) {
        if (text.indexOf('@') < 0) {
            return Verdict.NO;
        }
        Matcher found = WITHIN.matcher(text);
        while (found.find()) {
            if (ADDRESSES.isValid(found.group())) {
                return Verdict.VALID;
            }
        }
        return Verdict.NO;
    }
}
