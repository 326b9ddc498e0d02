package dev.sallyport.audit.search;

import java.io.IOException;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;

/** Opens the folder of an index for the library, whose one line of advice nobody here can follow. */
final class IndexFolder {

    /** It recommends a module of the JDK that is still incubating. A logger that nobody holds forgets its level. */
    private static final Logger ADVICE =
            Logger.getLogger("org.apache.lucene.internal.vectorization.VectorizationProvider");

    private IndexFolder() {}

    static Directory open(Path folder) throws IOException {
        ADVICE.setLevel(Level.SEVERE);
        return FSDirectory.open(folder);
    }
}
