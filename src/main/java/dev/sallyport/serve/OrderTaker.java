package dev.sallyport.serve;

import dev.sallyport.audit.GateTrail;
import dev.sallyport.audit.JournalUnavailable;
import dev.sallyport.audit.sealed.Hold;
import dev.sallyport.audit.sealed.Holds;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has orders recorded that commands have placed. What is under hold is not ordered to be erased. Not thread-safe. */
final class OrderTaker {

    private static final Logger LOG = LoggerFactory.getLogger(OrderTaker.class);

    private final AuditOrders orders;
    private final Path holds;
    private final GateTrail trail;

    /** @param trail used by whoever calls {@link #take} only */
    OrderTaker(AuditOrders orders, Path holds, GateTrail trail) {
        this.orders = orders;
        this.holds = holds;
        this.trail = trail;
    }

    void take() {
        try {
            orders.take(this::record);
        } catch (IOException | JournalUnavailable failed) {
            LOG.atError()
                    .addKeyValue("event", "order.failed")
                    .log("an order about what is sealed could not be taken: {}", failed.getMessage());
        }
    }

    private void record(AuditOrders.Order order) throws IOException {
        AuditOrders.What what = order.what();
        switch (what.kind()) {
            case ERASE -> erase(order);
            case HOLD -> trail.hold(what.unit(), order.reference(), order.why(), order.by());
            case RELEASE -> trail.release(what.unit(), order.reference(), order.why(), order.by());
        }
    }

    private void erase(AuditOrders.Order order) throws IOException {
        String unit = order.what().unit().orElseThrow();
        Optional<AuditOrders.Statement> statement = order.what().statement();
        Optional<Hold> hold = Holds.open(holds)
                .on(statement.map(AuditOrders.Statement::person).orElse(unit));
        if (hold.isPresent()) {
            LOG.atWarn()
                    .addKeyValue("event", "erase.refused")
                    .log(
                            "{} is not erased: under hold for case {}",
                            statement.map(AuditOrders.Statement::record).orElse(unit),
                            hold.get().reference());
        } else if (statement.isPresent()) {
            trail.eraseStatement(unit, statement.get().record(), order.reference(), order.why(), order.by());
        } else {
            trail.erase(unit, order.reference(), order.why(), order.by());
        }
    }
}
