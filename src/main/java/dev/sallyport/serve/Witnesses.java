package dev.sallyport.serve;

import dev.sallyport.audit.log.Cosigner;
import dev.sallyport.audit.log.LogFolder;
import dev.sallyport.audit.note.MalformedNote;
import dev.sallyport.audit.note.NoteSignature;
import dev.sallyport.audit.note.SignedNote;
import dev.sallyport.audit.note.TrustPolicy;
import dev.sallyport.audit.tree.Proofs;
import dev.sallyport.audit.witness.WitnessClient;
import dev.sallyport.audit.witness.WitnessReply;
import dev.sallyport.config.Config;
import dev.sallyport.wire.JdkTls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The witnesses of a gate's log. What they say of it that they must not is an error in the gate's own log. */
public final class Witnesses implements Cosigner, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Witnesses.class);
    private static final int HAS_ANOTHER_HISTORY = 422;

    private final TrustPolicy policy;
    private final WitnessClient client;
    private final Map<String, Long> confirmed = new HashMap<>();
    private final Map<String, String> troubles = new HashMap<>();

    private Witnesses(TrustPolicy policy, WitnessClient client) {
        this.policy = policy;
        this.client = client;
    }

    /**
     * Those of a configuration, if it names some.
     *
     * @throws IOException when the file cannot be read or is wrong; the message tells where
     */
    static Optional<Witnesses> of(Config config) throws IOException {
        if (config.audit().witnesses().isEmpty()) {
            return Optional.empty();
        }
        Path file = config.audit().witnesses().get();
        TrustPolicy policy = policy(file);
        Optional<SSLContext> tls = config.audit().witnessAuthorities().isPresent()
                ? Optional.of(
                        JdkTls.trusting(config.audit().witnessAuthorities().get()))
                : Optional.empty();
        try {
            return Optional.of(
                    new Witnesses(policy, new WitnessClient(policy.witnesses(), WitnessClient.TIMEOUT, tls)));
        } catch (IllegalArgumentException noAddress) {
            throw new IOException(file + ": " + noAddress.getMessage(), noAddress);
        }
    }

    /** @throws IOException when the file cannot be read or is wrong; the message tells where */
    public static TrustPolicy policy(Path file) throws IOException {
        try {
            return TrustPolicy.parse(Files.readString(file));
        } catch (MalformedNote wrong) {
            throw new IOException(file + ": " + wrong.getMessage(), wrong);
        }
    }

    @Override
    public List<NoteSignature> over(SignedNote note, long size, LogFolder log) {
        List<NoteSignature> signatures = new ArrayList<>();
        try {
            List<WitnessReply> replies =
                    client.cosign(note, witness -> confirmed.getOrDefault(witness.name(), 0L), (older, newer) -> {
                        try {
                            return Proofs.consistency(older, newer, log.nodes(newer));
                        } catch (UncheckedIOException unreadable) {
                            throw new IOException(unreadable.getMessage(), unreadable);
                        }
                    });
            for (WitnessReply reply : replies) {
                String name = reply.witness().name();
                if (reply instanceof WitnessReply.Cosigned cosigned) {
                    signatures.add(cosigned.signature());
                    confirmed.put(name, size);
                    settled(name);
                } else {
                    trouble(name, reply);
                }
            }
            enough(note.with(signatures));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        return signatures;
    }

    private void enough(SignedNote note) {
        boolean quorum = policy.judge(note) instanceof TrustPolicy.Judgement.Signed signed && signed.quorum();
        if (quorum) {
            settled("quorum");
        } else {
            told("quorum", false, "the log's checkpoint is not cosigned by as many witnesses as the policy asks for");
        }
    }

    private void trouble(String name, WitnessReply reply) {
        switch (reply) {
            case WitnessReply.Cosigned _ -> settled(name);
            case WitnessReply.Ahead(var _, long size) ->
                told(
                        name,
                        true,
                        "witness " + name + " has seen " + size
                                + " entries of this log, which has fewer: a backup was put"
                                + " back, or somebody else writes it");
            case WitnessReply.Refused(var _, int status, String why) ->
                told(
                        name,
                        status == HAS_ANOTHER_HISTORY,
                        "witness " + name + " does not cosign (" + status + "): " + why);
            case WitnessReply.Untrue(var _, String why) -> told(name, true, "witness " + name + " is none: " + why);
            case WitnessReply.Unproven(var _, String why) ->
                told(name, true, "what witness " + name + " asks for cannot be proven: " + why);
            case WitnessReply.Unreachable(var _, String why) ->
                told(name, false, "witness " + name + " cannot be reached: " + why);
        }
    }

    /** Once for each thing that is wrong. */
    private void told(String what, boolean alarm, String text) {
        if (!text.equals(troubles.put(what, text))) {
            if (alarm) {
                LOG.atError().addKeyValue("event", "witness.alarm").log("{}", text);
            } else {
                LOG.atWarn().addKeyValue("event", "witness.failed").log("{}", text);
            }
        }
    }

    private void settled(String what) {
        if (troubles.remove(what) != null) {
            LOG.atInfo().addKeyValue("event", "witness.well").log("{} is well again", what);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
