package dev.sallyport.export;

import dev.sallyport.audit.log.LogEntry;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Records as the log has them. */
final class Records {

    static final String ORIGIN = "example.com/log";

    /** 2026-11-24 10:00:00 UTC, in microseconds. */
    static final long BEGIN = 1_795_514_400_000_000L;

    static final String MASKED = """
            {"boot":"00ff","cfg":"v1","db":{"eng":"postgresql","name":"shop"},\
            "dec":{"eff":"mask","loc":["zurich"],"mask":["public.customers.email"],"pol":["support/allow-1","support/mask-2"]},\
            "id":"0198f1a2-0001","k":"q.intent","lane":0,"node":"gate-1","nseq":7,\
            "obj":[{"act":["read"],"cols":["email","id"],"rel":"public.customers","tag":["pii.email"]}],\
            "ses":"s-1","src":{"auth":"scram-sha-256","tls":"TLSv1.3"},\
            "st":{"eff":["read"],"fp":"f00d","op":"SELECT","txt":"SELECT email\\nFROM customers WHERE id = $1"},\
            "sub":{"dbu":"app","grp":["support"],"id":"p_bot","obo":["p_ada"],"pur":"support","task":"T-1","typ":"agent"},\
            "ts":1795514400123456,"v":1}""";

    static final String OUTCOME = """
            {"boot":"00ff","id":"0198f1a2-0002","k":"q.outcome","lane":0,"node":"gate-1","nseq":8,"ref":"0198f1a2-0001",\
            "res":{"aff":20,"bout":900,"dur":1500,"rows":20,"st":"ok"},"ses":"s-1","ts":1795514400124956,"v":1}""";

    static final String DENIED = """
            {"boot":"00ff","cfg":"v1","db":{"eng":"postgresql","name":"shop"},\
            "dec":{"eff":"deny","pol":["support/deny-3"],"why":"DROP is not for support | ask = the dba"},\
            "id":"0198f1a2-0003","k":"q.deny","lane":0,"node":"gate-1","nseq":9,\
            "obj":[{"act":["drop"],"cols":[],"rel":"crm.orders"},{"act":["drop"],"cols":[],"rel":"crm.lines"}],\
            "ses":"s-1","src":{"auth":"scram-sha-256"},"st":{"eff":["drop"],"fp":"beef","op":"DROP","txt":"DROP TABLE crm.orders, crm.lines"},\
            "sub":{"grp":[],"id":"p_ada","typ":"human"},"ts":1795514401000000,"v":1}""";

    /** One of every other kind, and of forms that are rare. */
    static final List<String> OTHERS = List.of(
            record(
                    "ses.open",
                    "\"db\":{\"eng\":\"postgresql\",\"name\":\"shop\"},\"ses\":\"s-1\",\"src\":{\"auth\":\"cert\"},"
                            + "\"sub\":{\"grp\":[],\"id\":\"p_ada\",\"typ\":\"human\"},\"sealed\":[{\"c\":\"who\",\"eu\":\"p_ada\"}]"),
            record(
                    "ses.close",
                    "\"db\":{\"name\":\"shop\"},\"res\":{\"why\":\"client left\"},\"ses\":\"s-1\",\"src\":{},"
                            + "\"sub\":{\"grp\":[],\"id\":\"p_ada\",\"typ\":\"service\"}"),
            record(
                    "auth.fail",
                    "\"db\":{\"name\":\"shop\"},\"res\":{\"st\":\"error\",\"why\":\"wrong password\"},"
                            + "\"src\":{\"auth\":\"scram-sha-256\"}"),
            record("log.start", "\"cfg\":\"v1\",\"res\":{\"ver\":\"0.1.0\"}"),
            record("log.stop", "\"v\":1"),
            record("log.policy", "\"cfg\":\"v1\",\"res\":{\"new\":\"v2\",\"st\":\"ok\"}"),
            record("log.policy", "\"cfg\":\"v1\",\"res\":{\"new\":\"v1\",\"st\":\"error\",\"why\":\"line 3\"}"),
            record("log.key", "\"res\":{\"keys\":[\"a+b+c\"]}"),
            record(
                    "log.erase",
                    "\"res\":{\"case\":\"1\",\"eu\":\"p_x\",\"why\":\"asked\"},\"sub\":{\"apr\":[\"p_a\"],\"id\":\"p_b\"}"),
            record("log.gap", "\"res\":{\"from\":1,\"rows\":2,\"to\":3,\"why\":\"disk full\"}"),
            record("log.recovered", "\"res\":{\"rows\":2,\"run\":\"aa\"}"),
            record("q.outcome", "\"ref\":\"x\",\"res\":{\"st\":\"unknown\",\"why\":\"gate_lost\"},\"ses\":\"s-1\""),
            record(
                    "q.deny",
                    "\"cfg\":\"v1\",\"db\":{\"name\":\"shop\"},\"dec\":{\"eff\":\"deny\",\"pol\":[],\"why\":\"not understood\"},"
                            + "\"ses\":\"s-1\",\"src\":{},\"st\":{\"len\":7,\"op\":\"?\"},\"sub\":{\"id\":\"p_a\",\"typ\":\"human\"}"),
            record("q.intent", "\"cut\":{\"len\":70000,\"sha256\":\"00\"}"),
            record("new.kind", "\"some\":{\"thing\":1}"));

    private Records() {}

    private static String record(String kind, String members) {
        return "{\"id\":\"0198f1a2-%s\",\"k\":\"%s\",\"node\":\"gate-1\",\"ts\":%d,%s}"
                .formatted(kind, kind, BEGIN, members);
    }

    static String intent(String id, int second) {
        return "{\"dec\":{\"eff\":\"allow\"},\"id\":\"%s\",\"k\":\"q.intent\",\"ts\":%d}".formatted(id, micros(second));
    }

    static String outcome(String of, int second) {
        return "{\"id\":\"o-%s\",\"k\":\"q.outcome\",\"ref\":\"%s\",\"res\":{\"st\":\"ok\"},\"ts\":%d}"
                .formatted(of, of, micros(second));
    }

    static String denial(String id, int second) {
        return "{\"dec\":{\"eff\":\"deny\"},\"id\":\"%s\",\"k\":\"q.deny\",\"ts\":%d}".formatted(id, micros(second));
    }

    static long micros(int second) {
        return BEGIN + second * 1_000_000L;
    }

    static Occurrence alone(String record) {
        return Occurrence.of(ORIGIN, entry(41, record));
    }

    static Occurrence ended(String record, String outcome) {
        return Occurrence.ended(ORIGIN, entry(41, record), entry(43, outcome));
    }

    private static LogEntry entry(long index, String record) {
        return new LogEntry(index, record.getBytes(StandardCharsets.UTF_8));
    }
}
