/** The verifiable log: what the journal's records become, and how anybody checks it (C2SP tlog-tiles). */
@NullMarked
package dev.sallyport.audit.log;

import org.jspecify.annotations.NullMarked;
