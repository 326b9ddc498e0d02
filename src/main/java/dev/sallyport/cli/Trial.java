package dev.sallyport.cli;

import dev.sallyport.catalog.Catalog;
import dev.sallyport.catalog.Database;
import dev.sallyport.governor.Judge;
import dev.sallyport.governor.Judgement;
import dev.sallyport.governor.Standing;
import dev.sallyport.policy.PolicySet;
import dev.sallyport.policy.Rights;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A statement judged as the gate would, without running it. */
record Trial(Database database, Acting acting, List<String> searchPath, String sql) {

    static final List<String> DEFAULT_PATH = List.of("pg_catalog", "public");

    /** What came of it. */
    record Result(Rights rights, Judgement judgement) {}

    Result judge(PolicySet policies, Catalog catalog, Surroundings.Dialect dialect) {
        Standing standing =
                acting.standing(database, policies, assumed(policies, catalog, dialect), searchPath, dialect.masking());
        return new Result(
                standing.rights(),
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
