/** Spans of statements: what a trace knows of each, and how they wait for somebody who takes them. No library of traces. */
@NullMarked
package dev.sallyport.observe.traces;

import org.jspecify.annotations.NullMarked;
