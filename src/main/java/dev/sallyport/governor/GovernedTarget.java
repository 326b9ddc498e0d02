package dev.sallyport.governor;

import dev.sallyport.catalog.Relation;
import dev.sallyport.policy.Rights.MaskedColumn;
import dev.sallyport.statement.Analysis;
import dev.sallyport.statement.Effect;
import dev.sallyport.statement.Mask;
import dev.sallyport.statement.RelationUse;
import dev.sallyport.statement.WriteSite;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a session with masks or filters may do to a relation that it writes. */
record GovernedTarget(Analysis analysis, RelationUse use, Standing standing, GovernedReads reads) {

    private static final Set<Effect> ON_ROWS = Set.of(Effect.INSERT, Effect.UPDATE, Effect.DELETE, Effect.COPY_IN);

    /** A view is written through to what it shows, and reads of that are none of the statement's. */
    private Optional<Refusal> view() {
        if (use.effects().stream().noneMatch(ON_ROWS::contains)) {
            return Optional.empty();
        }
        return standing.catalog()
                .relation(use.name())
                .filter(relation -> relation.view().isPresent())
                .flatMap(reads::concern)
                .flatMap(why -> refuse(use.name() + " is a view " + why + "; it can be read, not written"));
    }

    /** Empty when the relation may be written so. */
    Optional<Refusal> check() {
        boolean ruled =
                standing.catalog().relation(use.name()).filter(Relation::rules).isPresent();
        if (ruled && use.effects().stream().anyMatch(ON_ROWS::contains)) {
            return refuse(use.name() + " has rules, which do what masks and filters do not cover");
        }
        if (replacesView()) {
            return Optional.empty();
        }
        Optional<Refusal> throughView = view();
        Map<String, MaskedColumn> masks = standing.masks(use.name());
        if (throughView.isPresent() || !standing.governs(use.name())) {
            return throughView;
        }
        if (standing.filters().containsKey(use.name())) {
            Optional<Refusal> outside = rows();
            if (outside.isPresent()) {
                return outside;
            }
        }
        for (Effect effect : use.effects()) {
            switch (effect) {
                case CREATE, ALTER, GRANT, COPY_OUT, CALL, SERVER_IO, ADMIN, REPLICATION -> {
                    return refuse(analysis.command() + " on " + use.name() + " is not open to a session that sees it"
                            + " masked");
                }
                case READ,
                        INSERT,
                        UPDATE,
                        DELETE,
                        TRUNCATE,
                        DROP,
                        COPY_IN,
                        LOCK,
                        MAINTENANCE,
                        SESSION,
                        TRANSACTION -> {}
            }
        }
        if (use.wholeRow() && !masks.isEmpty()) {
            return refuse("the whole row of " + use.name() + " has masked columns and cannot be read in a write");
        }
        for (String column : use.columnsWritten()) {
            MaskedColumn masked = masks.get(column);
            if (masked != null && !masked.writable()) {
                return refuse("column " + use.name() + "." + column + " is masked for this session and so cannot be"
                        + " written by it");
            }
        }
        for (String column : use.columnsRead()) {
            MaskedColumn masked = masks.get(column);
            if (masked == null) {
                continue;
            }
            if (masked.mask().kind() == Mask.Kind.DENY_USE) {
                return GovernedAccess.deniedUse(use.name(), column, masked);
            }
            if (!use.columnsReturned().contains(column)) {
                return refuse("column " + use.name() + "." + column + " is masked for this session and cannot be read"
                        + " in a write");
            }
        }
        return Optional.empty();
    }

    /** What may be done to a relation of which only some rows are there. */
    private Optional<Refusal> rows() {
        GovernedReads.Filter filter = reads.filter(use.name());
        if (filter.problem().isPresent()) {
            return refuse(filter.problem().get());
        }
        if (use.writes().stream().anyMatch(WriteSite.Fixed.class::isInstance)) {
            return refuse(
                    analysis.command() + " on " + use.name() + " cannot be kept to the rows that this session sees");
        }
        for (Effect effect : use.effects()) {
            switch (effect) {
                case TRUNCATE, DROP -> {
                    return refuse(analysis.command() + " on " + use.name() + " is not open to a session that sees only"
                            + " some of its rows");
                }
                case INSERT, UPDATE, DELETE, COPY_IN -> {
                    if (use.writes().isEmpty()) {
                        return refuse(analysis.command() + " on " + use.name() + " cannot be kept to the rows that this"
                                + " session sees");
                    }
                }
                case READ,
                        CREATE,
                        ALTER,
                        GRANT,
                        COPY_OUT,
                        CALL,
                        LOCK,
                        MAINTENANCE,
                        SESSION,
                        TRANSACTION,
                        SERVER_IO,
                        ADMIN,
                        REPLICATION -> {}
            }
        }
        return reads.makesRows(use) ? newRows() : Optional.empty();
    }

    private Optional<Refusal> newRows() {
        if (analysis.command().equals("PREPARE") && reads.hidesRows(analysis)) {
            return refuse(
                    "new rows of " + use.name() + " cannot be looked at in a statement that is prepared with PREPARE;"
                            + " use the protocol's own prepared statements, or RETURNING");
        }
        boolean unseen = use.writes().stream()
                .anyMatch(site -> site instanceof WriteSite.NewRows made
                        && made.returning()
                        && made.always().isEmpty());
        return unseen
                ? refuse("new rows of " + use.name()
                        + " cannot be looked at; let RETURNING give one of its columns as it" + " is")
                : Optional.empty();
    }

    /** CREATE OR REPLACE VIEW: what is defined is governed when it is read. */
    private boolean replacesView() {
        return use.effects().equals(Set.of(Effect.CREATE))
                && standing.catalog()
                        .relation(use.name())
                        .filter(relation -> relation.view().isPresent())
                        .isPresent();
    }

    private static Optional<Refusal> refuse(String why) {
        return Optional.of(Refusal.ungovernable(why));
    }
}
