/** What protocols share: frames, listeners, TLS, limits. The wire never waits. */
@NullMarked
package dev.sallyport.wire;

import org.jspecify.annotations.NullMarked;
