// Where every hit is a false positive nothing holds a dealing back: the outcomes say so at once, and go back when not.
const form = document.querySelector("[data-decide]");
const outcomes = form ? [...form.querySelectorAll("select[name^=outcome_]")] : [];
const before = new Map(outcomes.map((select) => [select, select.value]));

form?.addEventListener("change", (event) => {
  if (outcomes.includes(event.target)) {
    before.set(event.target, event.target.value);
    return;
  }
  const findings = new Set([...form.querySelectorAll("input[type=radio]")].map((radio) => radio.name));
  const given = [...findings].map((name) => form.querySelector(`input[name="${name}"]:checked`)?.value);
  const allFalse = given.every((value) => value === "false_positive");
  outcomes.forEach((select) => {
    select.value = allFalse ? "proceed" : before.get(select);
  });
});
