/** What of records is about persons: kept outside the log, encrypted under keys that can be destroyed one by one. */
@NullMarked
package dev.sallyport.audit.sealed;

import org.jspecify.annotations.NullMarked;
