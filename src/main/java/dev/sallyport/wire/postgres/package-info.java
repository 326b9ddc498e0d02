/** PostgreSQL's protocol, version 3, both sides. */
@NullMarked
package dev.sallyport.wire.postgres;

import org.jspecify.annotations.NullMarked;
