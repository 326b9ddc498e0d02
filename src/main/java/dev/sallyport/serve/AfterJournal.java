package dev.sallyport.serve;

import dev.sallyport.audit.Journal;
import dev.sallyport.audit.log.Cosigner;
import dev.sallyport.audit.log.LogFolder;
import dev.sallyport.audit.log.LogKeeper;
import dev.sallyport.audit.search.IndexKeeper;
import dev.sallyport.config.Config;
import java.io.IOException;
import java.util.Optional;

/**
 * What is made of the journal beside the statements: the log, its index, and what is sent on to others. Each follows the one
 * before, and holds up nobody.
 */
record AfterJournal(LogKeeper log, Optional<IndexKeeper> index, Exports exports) implements AutoCloseable {

    static AfterJournal start(Config config, Journal journal, Optional<Witnesses> witnesses, String version)
            throws IOException {
        Cosigner cosigner = witnesses.<Cosigner>map(some -> some).orElse(Cosigner.NONE);
        LogKeeper log = LogKeeper.start(
                () -> AuditLog.open(config, journal.folder(), cosigner),
                journal.boot(),
                config.audit().journalKeep());
        Optional<IndexKeeper> index = config.audit().index()
                ? Optional.of(IndexKeeper.start(AuditLog.index(config), new LogFolder(AuditLog.folder(config))))
                : Optional.empty();
        return new AfterJournal(log, index, Exports.start(config, version));
    }

    /** In the order in which each gets the last of the one before. */
    @Override
    public void close() {
        log.close();
        index.ifPresent(IndexKeeper::close);
        exports.close();
    }
}
