package dev.sallyport.audit;

import dev.sallyport.identity.Principal;
import dev.sallyport.identity.Session;
import java.util.List;

/**
 * The members of a record that are the same for all records of a session, as canonical JSON, made once.
 *
 * @param database {@code "db":{...},}
 * @param id {@code "ses":"...",}
 * @param session {@code "ses":"...","src":{...},}
 * @param subject {@code "sub":{...},}
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, never shown outside this package
record SessionPart(byte[] database, byte[] id, byte[] session, byte[] subject) {

    static SessionPart of(Session session, Served served) {
        RecordBuffer database = new RecordBuffer().open("db").member("eng", served.engine());
        if (!served.jurisdiction().isEmpty()) {
            database.member("jur", served.jurisdiction());
        }
        database.member("name", session.database()).close().raw(",");
        byte[] origin = new RecordBuffer()
                .member("ses", session.id())
                .open("src")
                .member("app", session.application())
                .member("auth", session.method())
                .member("net", session.clientAddress())
                .member("tls", session.tls())
                .close()
                .raw(",")
                .toBytes();
        RecordBuffer subject = new RecordBuffer().open("sub");
        if (!served.user().isEmpty()) {
            subject.member("dbu", served.user());
        }
        Principal actor = session.principal();
        subject.member("grp", actor.groups().stream().sorted().toList()).member("id", actor.id());
        List<String> onBehalfOf =
                session.delegation().onBehalfOf().stream().map(Principal::id).toList();
        if (!onBehalfOf.isEmpty()) {
            subject.member("obo", onBehalfOf);
        }
        session.purpose().ifPresent(purpose -> subject.member("pur", purpose));
        session.task().ifPresent(task -> subject.member("task", task));
        subject.member("typ", actor.kind().label());
        byte[] id = new RecordBuffer().member("ses", session.id()).raw(",").toBytes();
        return new SessionPart(
                database.toBytes(), id, origin, subject.close().raw(",").toBytes());
    }
}
