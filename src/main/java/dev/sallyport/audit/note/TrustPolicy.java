package dev.sallyport.audit.note;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which logs are known, and which witnesses must have seen a checkpoint before it is believed (C2SP tlog-policy). Immutable,
 * pure.
 *
 * @param logs any of them may sign
 * @param witnesses all that are known, needed or not
 * @param quorum who must have cosigned; empty when nobody need have ({@code quorum none})
 */
public record TrustPolicy(List<Log> logs, List<Witness> witnesses, Optional<Member> quorum) {

    public TrustPolicy {
        logs = List.copyOf(logs);
        witnesses = List.copyOf(witnesses);
    }

    /**
     * A log.
     *
     * @param key its name is the log's origin
     */
    public record Log(VerifierKey key, Optional<String> url) {}

    /** What can stand in a group, or be the quorum. */
    public sealed interface Member {}

    /**
     * A witness.
     *
     * @param name in the policy; its key may have another
     * @param url where it takes checkpoints: its submission prefix (C2SP tlog-witness)
     */
    public record Witness(String name, VerifierKey key, Optional<String> url) implements Member {}

    /**
     * Some of its members are enough.
     *
     * @param threshold how many, from 1 to all
     */
    public record Group(String name, int threshold, List<Member> members) implements Member {

        public Group {
            members = List.copyOf(members);
            if (threshold < 1 || threshold > members.size()) {
                throw new IllegalArgumentException(threshold + " is not in 1.." + members.size());
            }
        }
    }

    /**
     * That a witness has seen a checkpoint.
     *
     * @param seconds when, since 1970 UTC
     */
    public record Seen(Witness witness, long seconds) {}

    /** What a policy says of a note. */
    public sealed interface Judgement {

        /** It is no checkpoint of a known log, or bears a wrong signature of a key that is known. */
        record Untrusted(String why) implements Judgement {}

        /**
         * A known log has signed it.
         *
         * @param seen by which witnesses and when last, in the policy's order
         * @param quorum whether they are enough
         */
        record Signed(Checkpoint checkpoint, Log log, List<Seen> seen, boolean quorum) implements Judgement {

            public Signed {
                seen = List.copyOf(seen);
            }
        }
    }

    /**
     * Reads a policy file.
     *
     * @param file as UTF-8 reads; other encodings, which the specification permits, are not taken
     * @throws MalformedNote with the line and what is wrong there
     */
    public static TrustPolicy parse(String file) throws MalformedNote {
        return new TrustPolicyFile().read(file);
    }

    /** Judges a note by its signatures; when they were made is for the caller to weigh. */
    public Judgement judge(SignedNote note) {
        try {
            Checkpoint checkpoint = Checkpoint.parse(note.text());
            List<SignedNote.Verified> verified = note.verified(keys());
            Set<VerifierKey> signers =
                    verified.stream().map(SignedNote.Verified::key).collect(Collectors.toSet());
            Optional<Log> log = logs.stream()
                    .filter(known -> known.key().name().equals(checkpoint.origin()) && signers.contains(known.key()))
                    .findFirst();
            if (log.isEmpty()) {
                return new Judgement.Untrusted(
                        "no log that the policy knows has signed this checkpoint of " + checkpoint.origin());
            }
            List<Seen> seen = seen(verified);
            return new Judgement.Signed(checkpoint, log.get(), seen, met(seen));
        } catch (MalformedNote wrong) {
            return new Judgement.Untrusted(String.valueOf(wrong.getMessage()));
        }
    }

    private List<VerifierKey> keys() {
        return Stream.concat(logs.stream().map(Log::key), witnesses.stream().map(Witness::key))
                .toList();
    }

    private List<Seen> seen(List<SignedNote.Verified> verified) throws MalformedNote {
        Map<VerifierKey, Long> times = new LinkedHashMap<>();
        for (SignedNote.Verified signature : verified) {
            if (signature.key().type() == VerifierKey.Type.COSIGNATURE) {
                if (signature.seconds() <= 0) {
                    // Zero makes no statement about a time, and more than 63 bits are none (tlog-cosignature,
                    // "Format").
                    throw new MalformedNote(
                            "the cosignature of " + signature.key().name() + " has no time");
                }
                times.merge(signature.key(), signature.seconds(), Math::max);
            }
        }
        return witnesses.stream()
                .filter(witness -> times.containsKey(witness.key()))
                .map(witness -> new Seen(witness, times.getOrDefault(witness.key(), 0L)))
                .toList();
    }

    /** Whether these are enough; with only the newer ones given, whether a checkpoint is fresh enough. */
    public boolean met(Collection<Seen> seen) {
        Set<Witness> by = seen.stream().map(Seen::witness).collect(Collectors.toSet());
        return quorum.isEmpty() || witnessed(quorum.get(), by::contains);
    }

    private static boolean witnessed(Member member, Predicate<Witness> cosigned) {
        return switch (member) {
            case Witness witness -> cosigned.test(witness);
            case Group group ->
                group.members().stream()
                                .filter(each -> witnessed(each, cosigned))
                                .count()
                        >= group.threshold();
        };
    }
}
