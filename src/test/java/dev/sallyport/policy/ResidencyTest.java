package dev.sallyport.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.catalog.Catalog;
import dev.sallyport.catalog.Database;
import dev.sallyport.catalog.RelationName;
import dev.sallyport.identity.Delegation;
import dev.sallyport.identity.Principal;
import dev.sallyport.identity.Session;
import dev.sallyport.statement.RowPredicate;
import dev.sallyport.statement.RowPredicate.Part;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResidencyTest {

    private static final String POLICIES = """
            jurisdictions:
              eu:
                locations: [frankfurt, dublin]
                transfers:
                  - {to: us, basis: SCC 2021/914}
              us: {locations: [virginia]}
              ch: {locations: [zurich]}
            locations:
              10.1.0.0/16: frankfurt
              10.1.2.0/24: zurich
              2001:db8::/32: virginia
            ---
            policy: everybody
            rules:
              - allow: [all]
                on: ["*"]
              - transfer: {from: ch, to: eu}
                basis: Adequacy decision 2000/518/EC
                when: session.purpose == 'support'
              - no-transfer: {from: eu, to: us}
                when: session.purpose == 'marketing'
            ---
            classification: shop
            jurisdictions:
              public.customers: {column: name, values: {a: eu, b: us, c: ch}}
              public.orders: {column: id, values: {x: us}, otherwise: eu}
              hr.salaries: us
              public.people: {sql: "case when email like '%.de' then 'eu' else 'us' end"}
            """;

    private static PolicySet policies() {
        return ((PolicySet.Compilation.Compiled) PolicySet.compile(Map.of("p.yaml", POLICIES), _ -> Optional.empty()))
                .policies();
    }

    private static Principal principal(String id, String location) {
        return new Principal(
                id, Principal.Kind.HUMAN, Set.of(), location.isEmpty() ? Map.of() : Map.of("location", location));
    }

    private static Rights rights(String address, String purpose, String jurisdiction, Principal... chain) {
        Session session = new Session(
                "s",
                new Delegation(Arrays.asList(chain)),
                Optional.of(purpose).filter(word -> !word.isEmpty()),
                Optional.empty(),
                "shop",
                address,
                "test",
                "scram-sha-256",
                true,
                Instant.EPOCH);
        Catalog catalog = Trial.CATALOG;
        return policies().rights(session, new Database("shop", "postgresql", "test", jurisdiction), catalog);
    }

    private static String message(Decision decision) {
        assertThat(decision).isInstanceOf(Decision.Deny.class);
        return ((Decision.Deny) decision).message();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            10.1.9.9    | ''        | ''         | eu
            10.1.2.9    | ''        | ''         | ch
            10.2.0.1    | ''        | ''         | ''
            2001:db8::7 | ''        | ''         | eu us
            2001:db8::7 | ''        | marketing  | us
            10.1.9.9    | ''        | support    | ch eu
            10.1.9.9    | virginia  | ''         | eu us
            not-an-ip   | ''        | ''         | ''
            """)
    void data_is_processed_at_its_own_places_and_where_a_transfer_allows_it(
            String address, String attribute, String purpose, String expected) {
        Residency residency =
                rights(address, purpose, "", principal("ada", attribute)).residency();
        assertThat(String.join(" ", residency.allowed().keySet())).isEqualTo(expected);
    }

    @Test
    void every_link_of_a_delegation_must_be_at_a_place_of_it() {
        Residency residency = rights("10.1.9.9", "", "", principal("bot", "virginia"), principal("ada", "zurich"))
                .residency();
        assertThat(residency.allowed()).isEmpty();
        assertThat(residency.locations()).containsExactlyInAnyOrder("virginia", "zurich");
    }

    @Test
    void rows_are_filtered_by_what_may_be_processed() {
        Map<RelationName, List<Rights.RowFilter>> rows =
                rights("10.1.9.9", "", "", principal("ada", "")).rows();
        assertThat(rows.get(Trial.name("public.customers")))
                .extracting(Rights.RowFilter::where)
                .contains(new RowPredicate(List.of(
                        new Part.Column("name"), new Part.Sql(" IN ("), new Part.Text("a"), new Part.Sql(")"))));
        assertThat(rows.get(Trial.name("public.orders")))
                .extracting(Rights.RowFilter::where)
                .contains(new RowPredicate(List.of(
                        new Part.Column("id"),
                        new Part.Sql(" IS NULL OR "),
                        new Part.Column("id"),
                        new Part.Sql(" NOT IN ("),
                        new Part.Text("x"),
                        new Part.Sql(")"))));
        assertThat(rights("10.2.0.1", "", "", principal("ada", "")).rows().get(Trial.name("public.orders")))
                .extracting(Rights.RowFilter::where)
                .contains(RowPredicate.NOTHING);
    }

    @Test
    void relations_and_databases_are_refused_as_a_whole_with_the_reason() {
        Rights here = rights("10.1.9.9", "", "us", principal("ada", ""));
        assertThat(message(here.decide(Trial.read("hr.salaries"))))
                .isEqualTo("hr.salaries belongs to jurisdiction us, whose data may not be processed at frankfurt");
        assertThat(message(here.decide(Trial.read("public.logs"))))
                .contains("like all of its database, belongs to jurisdiction us");
        assertThat(here.decide(Trial.read("public.customers"))).isInstanceOf(Decision.Allow.class);
        assertThat(message(rights("10.2.0.1", "", "", principal("ada", "")).decide(Trial.read("hr.salaries"))))
                .endsWith("where this session is: its location is not known");
    }

    @Test
    void what_rests_on_a_transfer_says_so() {
        Rights abroad = rights("2001:db8::7", "", "", principal("ada", ""));
        assertThat(abroad.decide(Trial.read("public.customers")))
                .isInstanceOfSatisfying(
                        Decision.Allow.class,
                        allow -> assertThat(allow.transfers())
                                .containsExactly(new Transfer("eu", "us", "SCC 2021/914")));
        assertThat(abroad.decide(Trial.read("hr.salaries")))
                .isInstanceOfSatisfying(
                        Decision.Allow.class,
                        allow -> assertThat(allow.transfers()).isEmpty());
    }

    @Test
    void mistakes_are_told_with_their_place() {
        PolicySet.Compilation compiled = PolicySet.compile(Map.of("p.yaml", """
                jurisdictions:
                  eu: {locations: []}
                  us: {locations: [virginia], transfers: [{to: eux, basis: b}]}
                locations: {10.1.0.0/33: virginia}
                ---
                classification: shop
                jurisdictions:
                  public.orders: uss
                  public.people: {column: email}
                ---
                policy: p
                rules:
                  - transfer: {from: eu, to: us}
                """), _ -> Optional.empty());
        assertThat(compiled)
                .isInstanceOfSatisfying(
                        PolicySet.Compilation.Rejected.class,
                        rejected -> assertThat(rejected.problems().stream().map(Object::toString))
                                .containsExactlyInAnyOrder(
                                        "p.yaml:2:7: jurisdiction 'eu' needs 'locations': where its data may be processed",
                                        "p.yaml:4:13: '10.1.0.0/33' is no network, such as 10.1.0.0/16 or 2001:db8::/32",
                                        "p.yaml:3:48: there is no jurisdiction 'eux' (did you mean 'eu'?)",
                                        "p.yaml:8:18: there is no jurisdiction 'uss' (did you mean 'us'?)",
                                        "p.yaml:9:18: 'values' must say which jurisdiction the rows with a value belong to, such"
                                                + " as {DE: eu, US: us}",
                                        "p.yaml:13:5: key 'basis' is missing in an element of rules"));
    }
}
