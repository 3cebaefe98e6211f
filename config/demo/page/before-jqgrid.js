// npm's jqGrid is wrapped for a module loader, which a page of the time did not have.
window.module = {};
