package dev.sallyport.policy;

import static dev.sallyport.policy.Trial.problems;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Every error names its file, line and column, and says what to write instead. */
class PolicyProblemsTest {

    @Test
    void all_problems_of_a_file_are_told_at_once() {
        assertThat(problems("""
                policy: p
                aplies: "true"
                rules:
                  - allow: [raed]
                    on: [orders.]
                  - deny: [drop]
                    wen: "true"
                """))
                .containsExactly(
                        "a.yaml:2:1: unknown key 'aplies' (did you mean 'applies'?); known here: applies, databases,"
                                + " description, policy, rules",
                        "a.yaml:4:13: an element of allow cannot be 'raed' (did you mean 'read'?); it is one of admin,"
                                + " all, alter, call, copy-in, copy-out, create, delete, drop, grant, insert, lock,"
                                + " maintenance, read, replication, server-io, session, transaction, truncate, update",
                        "a.yaml:5:10: 'orders.' is not schema.relation or a function's name; * stands for any, and"
                                + " \"a.b\" quotes",
                        "a.yaml:7:5: unknown key 'wen' (did you mean 'when'?); known here: deny, hint, message, name,"
                                + " on, when");
    }

    @Test
    void a_field_that_is_not_there_is_found_by_its_neighbour() {
        assertThat(problems("policy: p\napplies: principal.knd == 'x'\nrules: []\n"))
                .containsExactly("a.yaml:2:10: in the condition: principal has no 'knd' (did you mean 'kind'?); it has"
                        + " attributes, groups, id, kind, region");
        assertThat(problems("policy: p\napplies: \"true && princpal.kind == 'x'\"\nrules: []\n"))
                .containsExactly("a.yaml:2:19: in the condition: there is no 'princpal' (did you mean 'principal'?); a"
                        + " condition knows database, principal, session, statement, task");
        assertThat(problems("policy: p\napplies: principal == 'x'\nrules: []\n"))
                .containsExactly("a.yaml:2:10: in the condition: 'principal' alone is no value; it has attributes,"
                        + " groups, id, kind, region");
    }

    @Test
    void types_are_checked_when_policies_are_loaded() {
        assertThat(problems("policy: p\napplies: principal.kind == 1\nrules: []\n"))
                .containsExactly("a.yaml:2:25: in the condition: '==' does not work with (string, int)");
        assertThat(problems("policy: p\napplies: principal.kind\nrules: []\n"))
                .containsExactly("a.yaml:2:10: a condition must be true or false; this one is of type string");
        assertThat(problems("policy: p\napplies: principal.id.matches('[')\nrules: []\n"))
                .singleElement()
                .asString()
                .startsWith("a.yaml:2:");
        assertThat(problems("policy: p\napplies: 1 +\nrules: []\n"))
                .singleElement()
                .asString()
                .startsWith("a.yaml:2:13: in the condition: mismatched input");
    }

    @Test
    void a_condition_in_a_block_is_pointed_into() {
        assertThat(problems("""
                policy: p
                rules:
                  - allow: [read]
                    when: |
                      principal.kind == 'agent'
                        && principal.grops == []
                """))
                .singleElement()
                .asString()
                .startsWith("a.yaml:6:12: in the condition: principal has no 'grops' (did you mean 'groups'?)");
    }

    @Test
    void statements_are_no_business_of_policies_and_masks() {
        assertThat(problems("""
                policy: p
                applies: statement.command == 'SELECT'
                rules:
                  - mask: {tags: [pii]}
                    with: redact
                    when: "'read' in statement.effects"
                """))
                .containsExactly(
                        "a.yaml:2:10: statement.* cannot be used here: a policy applies to a session; ask about"
                                + " statements in the 'when' of a rule",
                        "a.yaml:6:11: statement.* cannot be used here: masks and filters hold for a whole session; ask about"
                                + " principal, task, session and database only");
    }

    @Test
    void what_is_planned_is_not_silently_ignored() {
        assertThat(problems("""
                policy: p
                rules:
                  - approve: [delete]
                  - limit: {rows: 1, cost: 5}
                  - limit: {}
                """))
                .containsExactly(
                        "a.yaml:3:5: 'approve' rules are not available yet; a rule has one of allow, deny, mask,"
                                + " rows, limit, transfer, no-transfer",
                        "a.yaml:4:28: the limit 'cost' is not available yet; there are rows, bytes, time, changed,"
                                + " rows_per_day, bytes_per_day",
                        "a.yaml:5:12: a limit needs one of rows, bytes, time, changed, rows_per_day, bytes_per_day");
    }

    @Test
    void masks_and_their_modes_fit_each_other() {
        assertThat(problems("""
                policy: p
                rules:
                  - mask: {tags: [pii]}
                    mode: deny-use
                    with: redact
                  - mask: {tags: [pii]}
                    mode: at-read-allow-joins
                    with: redact
                  - mask: {tags: [pii]}
                    mode: at-write
                  - mask: {tags: [pii]}
                    with: generalize
                  - mask: {tags: [pii]}
                    with: {generalize: week}
                  - mask: {tags: [pii]}
                    with: deny-use
                """))
                .containsExactly(
                        "a.yaml:5:11: a column whose use is denied is shown in no way",
                        "a.yaml:8:11: only 'token' and 'hash' can be joined on",
                        "a.yaml:10:11: 'mode' cannot be 'at-write'; it is one of at-read,"
                                + " at-read-allow-joins, deny-use",
                        "a.yaml:12:11: the mask 'generalize' needs its step: {generalize: 1000}, or {generalize: year}",
                        "a.yaml:14:24: a step is a whole number from 1, or month, year, decade",
                        "a.yaml:16:11: that is a mode: write mode: deny-use, without 'with'");
    }

    @Test
    void filters_of_rows_know_the_session_and_nothing_else() {
        assertThat(problems("""
                policy: p
                rules:
                  - rows: customers
                    where: region = ${principal.region}
                  - rows: public.customers
                    where: region = ${principal.regoin}
                  - rows: public.customers
                    where: x = ${statement.command}
                  - rows: public.customers
                    where: x = ${principal.attributes}
                  - rows: public.customers
                  - rows: public.customers
                    where: x = 1
                    when: statement.where == 'absent'
                """))
                .containsExactly(
                        "a.yaml:3:11: 'customers' is not schema.relation, such as public.customers",
                        "a.yaml:6:12: in ${principal.regoin}: principal has no 'regoin' (did you mean 'region'?); it has"
                                + " attributes, groups, id, kind, region",
                        "a.yaml:8:12: in ${statement.command}: filters hold for a whole session and know no statement",
                        "a.yaml:10:12: in ${principal.attributes}: a value of type map cannot stand in SQL; text, whole"
                                + " numbers, true and false, and lists of texts can",
                        "a.yaml:11:5: key 'where' is missing in an element of rules",
                        "a.yaml:14:11: statement.* cannot be used here: masks and filters hold for a whole session; ask"
                                + " about principal, task, session and database only");
    }

    @Test
    void rules_have_one_kind_and_what_it_needs() {
        assertThat(problems("""
                policy: p
                rules:
                  - allow: [read]
                    deny: [drop]
                  - alow: [read]
                  - mask: {tags: [pii]}
                  - mask: {}
                    with: constant
                  - limit: {}
                  - limit: {rows: -1, time: 5}
                  - mask: {tags: [PII], columns: [a.b]}
                    with: redcat
                  - {allow: [], name: "a b"}
                  - allow: [read]
                    on: [orders]
                  - deny: [drop]
                    name: x
                  - deny: [drop]
                    name: x
                """))
                .containsExactly(
                        "a.yaml:3:5: a rule has exactly one of allow, deny, mask, rows, limit, transfer, no-transfer, and this one has allow and deny",
                        "a.yaml:5:5: a rule has exactly one of allow, deny, mask, rows, limit, transfer, no-transfer, and this one has none (did"
                                + " you mean 'allow'?)",
                        "a.yaml:6:5: key 'with' is missing in an element of rules",
                        "a.yaml:7:11: a mask needs 'tags' or 'columns'",
                        "a.yaml:8:11: the mask 'constant' needs its value: {constant: hidden}",
                        "a.yaml:9:12: a limit needs one of rows, bytes, time, changed, rows_per_day, bytes_per_day",
                        "a.yaml:10:19: 'rows' must be a whole number in 0..9223372036854775807, not '-1'",
                        "a.yaml:10:29: 'time' must be a time such as 500ms, 30s, 10m, 2h or 1d, not '5'",
                        "a.yaml:11:19: a tag is made of small letters, digits, '-', '_' and dots, such as pii.email,"
                                + " not 'PII'",
                        "a.yaml:11:35: 'a.b' is not schema.relation.column, such as public.customers.email",
                        "a.yaml:12:11: 'with' cannot be 'redcat' (did you mean 'redact'?); it is one of email, hash,"
                                + " null, partial, redact, token",
                        "a.yaml:13:13: a rule needs at least one effect, or 'all'",
                        "a.yaml:13:23: a rule's name has letters, digits, '-', '_' and '.', not 'a b'",
                        "a.yaml:15:10: 'orders' names no relation: write schema.relation, such as public.orders",
                        "a.yaml:18:5: there are two rules p/x; a rule's name is its own in its policy");
    }

    @Test
    void documents_say_what_they_are_and_policies_have_names_of_their_own() {
        assertThat(problems("polcy: p\n"))
                .containsExactly(
                        "a.yaml:1:1: a document has one of the keys 'policy', 'classification' and 'jurisdictions' (did"
                                + " you mean 'policy'?)");
        assertThat(problems("- a\n"))
                .containsExactly("a.yaml:1:1: a document must be a map of keys and values, not a list");
        assertThat(problems("policy: p\nrules: []\n---\npolicy: p\nrules: []\n"))
                .containsExactly("a.yaml:4:9: policy 'p' is already defined at a.yaml:1:9");
        assertThat(problems("policy: sallyport\nrules: []\n"))
                .containsExactly("a.yaml:1:9: the name 'sallyport' belongs to the built-in rules");
        assertThat(problems("policy: p\n")).containsExactly("a.yaml:1:1: key 'rules' is missing");
        assertThat(problems("policy: p\npolicy: q\nrules: []\n"))
                .containsExactly("a.yaml:2:1: key 'policy' is given twice");
    }

    @Test
    void broken_yaml_and_nests_of_aliases_are_refused() {
        assertThat(problems("policy: [\n")).singleElement().asString().startsWith("a.yaml:2:1: not YAML: ");
        assertThat(problems("policy: *nobody\n")).singleElement().asString().startsWith("a.yaml:1:9: not YAML: ");
        StringBuilder nest = new StringBuilder("a0: &a0 [x]\n");
        for (int i = 1; i < 60; i++) {
            nest.append("a%d: [*a0]\n".formatted(i));
        }
        assertThat(problems(nest.toString())).singleElement().asString().contains("not YAML");
    }

    @Test
    void problems_of_several_files_come_in_the_order_of_their_names() {
        PolicySet.Compilation compilation =
                PolicySet.compile(Map.of("b.yaml", "x: 1\n", "a.yaml", "y: 1\n"), _ -> Optional.empty());
        assertThat(((PolicySet.Compilation.Rejected) compilation).problems())
                .map(problem -> problem.place().file())
                .containsExactly("a.yaml", "b.yaml");
    }
}
