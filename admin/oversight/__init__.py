"""The inspector and the public ear: complaints, random samples, what is published, updates for givers, givers' codes."""
