/** The JDK's HTTP server, with limits. */
@NullMarked
package dev.sallyport.http;

import org.jspecify.annotations.NullMarked;
