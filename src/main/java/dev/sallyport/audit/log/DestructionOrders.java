package dev.sallyport.audit.log;

import dev.sallyport.audit.sealed.SealedFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** What entries order to be destroyed, as far as it was not under hold where they stand. Not thread-safe. */
final class DestructionOrders {

    private final Map<String, Long> erased = new HashMap<>();
    private final Map<String, List<Statement>> statements = new HashMap<>();
    private final List<Outlived> outlived = new ArrayList<>();
    private final Set<Hold> holds = new HashSet<>();

    /** @param unit empty for everything */
    private record Hold(String reference, String unit) {}

    /** One statement, unless it is one of these persons'. */
    private record Statement(long index, Set<String> held) {

        boolean covers(long part, SealedChecks.Part sealed) {
            return part < index && !held.contains(sealed.owner());
        }
    }

    /** @param before days are compared as they are written: 2026-11-30 */
    private record Outlived(long index, String jurisdiction, String before, Set<String> held) {

        boolean covers(long part, SealedChecks.Part sealed) {
            return part < index
                    && !sealed.day().isEmpty()
                    && sealed.day().compareTo(before) < 0
                    && sealed.jurisdiction().equals(jurisdiction)
                    && !held.contains(sealed.owner());
        }
    }

    /** Takes an entry, in the order of the log. */
    void see(long index, JsonNode entry) {
        JsonNode result = entry.path("res");
        String unit = result.path("eu").asString("");
        String reference = result.path("case").asString("");
        switch (entry.path("k").asString("")) {
            case PrivateLeaves.HOLD -> holds.add(new Hold(reference, unit));
            case PrivateLeaves.RELEASE -> holds.remove(new Hold(reference, unit));
            case PrivateLeaves.ERASE -> erase(index, unit, result.path("rec").asString(""));
            case PrivateLeaves.RETAIN -> {
                if (!result.path("of").asString("").equals(PrivateLeaves.NAMES)) {
                    retain(
                            index,
                            result.path("jur").asString(""),
                            result.path("before").asString(""));
                }
            }
            default -> {
                // orders nothing
            }
        }
    }

    private boolean held(String unit) {
        return holds.stream()
                .anyMatch(hold -> hold.unit().isEmpty() || hold.unit().equals(unit));
    }

    private Set<String> held() {
        return holds.stream().map(Hold::unit).collect(Collectors.toUnmodifiableSet());
    }

    private void erase(long index, String unit, String statement) {
        if (statement.isEmpty()) {
            // An hour has statements of anybody.
            boolean held = SealedFile.ofStatements(unit).isPresent() ? !holds.isEmpty() : held(unit);
            if (!held) {
                erased.put(unit, index);
            }
        } else if (!held("")) {
            statements.computeIfAbsent(statement, _ -> new ArrayList<>()).add(new Statement(index, held()));
        }
    }

    private void retain(long index, String jurisdiction, String before) {
        if (!held("")) {
            outlived.add(new Outlived(index, jurisdiction, before, held()));
        }
    }

    /** The entry by which a part of an entry is destroyed. */
    OptionalLong of(long index, SealedChecks.Part part) {
        for (String unit : List.of(part.unit(), part.owner())) {
            Long order = erased.get(unit);
            if (order != null && order > index) {
                return OptionalLong.of(order);
            }
        }
        if (part.name().equals(PrivateLeaves.STATEMENT)) {
            for (Statement statement : statements.getOrDefault(part.recordId(), List.of())) {
                if (statement.covers(index, part)) {
                    return OptionalLong.of(statement.index());
                }
            }
        }
        // The latest covers nearly all that earlier ones do.
        return outlived.reversed().stream()
                .filter(one -> one.covers(index, part))
                .mapToLong(Outlived::index)
                .findFirst();
    }
}
