/** What the gate tells of itself over HTTP; the only package that knows the metrics library. */
@NullMarked
package dev.sallyport.observe.endpoint;

import org.jspecify.annotations.NullMarked;
