package dev.sallyport.cli;

import dev.sallyport.catalog.Catalog;
import dev.sallyport.catalog.Database;
import dev.sallyport.catalog.SearchPath;
import dev.sallyport.governor.Judge;
import dev.sallyport.governor.Judgement;
import dev.sallyport.governor.Standing;
import dev.sallyport.identity.Delegation;
import dev.sallyport.identity.Principal;
import dev.sallyport.identity.Session;
import dev.sallyport.policy.PolicySet;
import dev.sallyport.policy.Rights;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A statement judged as the gate would, without running it.
 *
 * @param purpose what the session declares
 * @param address where the client connects from
 */
record Trial(
        Database database,
        List<Principal> chain,
        Optional<String> purpose,
        Optional<String> task,
        List<String> searchPath,
        String address,
        String sql) {

    static final String DEFAULT_ADDRESS = "127.0.0.1";

    static final List<String> DEFAULT_PATH = List.of("pg_catalog", "public");

    /** What came of it. */
    record Result(Rights rights, Judgement judgement) {}

    Result judge(PolicySet policies, Catalog catalog, Surroundings.Dialect dialect) {
        Session session = new Session(
                "trial",
                new Delegation(chain),
                purpose,
                task,
                database.name(),
                address,
                "sallyport",
                "scram-sha-256",
                true,
                Instant.EPOCH);
        Catalog assumed = assumed(policies, catalog, dialect);
        Rights rights = policies.rights(session, database, assumed);
        Standing standing = Standing.of(rights, assumed, new SearchPath(searchPath), dialect.masking());
        return new Result(
                rights,
                new Judge(dialect.analyzer(), dialect.governing(), dialect.counting()).judge(sql, standing, Set.of()));
    }

    /** Of masks that only the database can tell about, and that it was not asked about, the best is thought. */
    private static Catalog assumed(PolicySet policies, Catalog catalog, Surroundings.Dialect dialect) {
        Map<String, String> answers = new HashMap<>();
        policies.questions(catalog, dialect.masking()).stream()
                .filter(question -> catalog.answer(question).isEmpty())
                .forEach(question -> answers.put(question, ""));
        return catalog.answered(answers);
    }
}
